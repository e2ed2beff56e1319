"""The pages that practitioners use: ask a question, read the answer, open each source at its words."""

from __future__ import annotations

import os

# Gradio reads these when it is imported or a page is built: nothing is sent anywhere, and no statistics of who asked
# when are worked out (Gradio would do so after every answer).
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

from web.page import build_page
from web.server import WebError, build_app, launch

__all__ = ["WebError", "build_app", "build_page", "launch"]
