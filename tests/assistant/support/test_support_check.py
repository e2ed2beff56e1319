"""The support check through its face: true claims pass, altered ones do not, and the reasons name what differs."""

from __future__ import annotations

import pytest

from assistant.support import SupportCheck, embedded_check
from vectorstore import Encoder
from vectorstore.encoder import BUNDLED_NAME, identify

QUOTE = (
    "Between January and March 2022 the police did not share information with the school about 4 of the 12 children "
    "who were missing from home."
)


@pytest.fixture(scope="module")
def check() -> SupportCheck:
    return embedded_check(Encoder(identify(None)))


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        (QUOTE, QUOTE),
        (
            "In early 2022 the police did not share information with the school about four of 12 missing children.",
            QUOTE,
        ),
        ("Social workers should visit children more often.", "Social workers should visit children more often."),
        ("A third of posts were vacant.", "A third of posts were vacant, and many staff were from agencies."),
    ],
)
def test_a_claim_that_its_quote_bears_is_supported(check: SupportCheck, claim: str, quote: str) -> None:
    found = check.judge(claim, [quote])
    assert found.verdict == "supported"
    assert found.score >= 0.5


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        (QUOTE.replace("4 of", "6 of"), "the quote says 4, the claim says 6"),
        (QUOTE.replace("did not share", "shared"), "denies"),
        (QUOTE.replace("did not share", "should share"), "what should be done"),
        (QUOTE.replace("the police", "the midwife"), "the quote names the police, the claim the midwife"),
        ("Foster carers are well trained in first aid.", "the quote says nothing of"),
    ],
)
def test_an_altered_claim_is_unsupported_and_told_why(check: SupportCheck, claim: str, reason: str) -> None:
    found = check.judge(claim, [QUOTE])
    assert found.verdict == "unsupported"
    assert any(reason in told for told in found.reasons), found.reasons


def test_the_context_bears_authority_and_year(check: SupportCheck) -> None:
    quote = "Inspectors found that most children were seen within two days."
    claim = "In Torbay in 2024 most children were seen within two days."
    alone, with_context = check.judge(claim, [quote]), check.judge(claim, [quote], "Torbay JTAI 2024")
    assert with_context.score > alone.score
    assert with_context.verdict == "supported"


def test_a_library_with_another_encoder_is_checked_with_the_default_one(check: SupportCheck) -> None:
    other = embedded_check(Encoder(identify(BUNDLED_NAME)))
    claim = "The police kept from the school what they knew about children who had run away."
    assert other.judge(claim, [QUOTE]) == check.judge(claim, [QUOTE])


def test_nothing_to_judge_is_unsupported(check: SupportCheck) -> None:
    for claim, quotes in (("", [QUOTE]), (QUOTE, []), (QUOTE, [" "])):
        assert check.judge(claim, quotes).verdict == "unsupported"


def test_marks_and_very_long_quotes_do_no_harm(check: SupportCheck) -> None:
    found = check.judge(QUOTE, ["The hall was painted green. " * 300 + QUOTE])
    assert found.verdict == "supported"
    assert check.judge("?!… 💥", ["—"]).verdict == "unsupported"
