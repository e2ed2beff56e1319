"""The pages that practitioners use: ask a question, read the answer, open each source at its words."""

from __future__ import annotations

import os

# Gradio reads these once, when it is first imported: nothing is sent anywhere and no font is fetched.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

from web.page import build_page
from web.server import WebError, build_app, launch

__all__ = ["WebError", "build_app", "build_page", "launch"]
