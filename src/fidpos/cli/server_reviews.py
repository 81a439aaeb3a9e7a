"""`fidpos server review`: what waits in quarantine, is flagged or was noticed; see `bootstrap.reviewer`."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from typing import TYPE_CHECKING

from fidpos.cli.acts import Acts
from fidpos.cli.operating import say_what_is_done
from fidpos.paths import ServerFolder
from fidpos.texts.texts import Texts

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from fidpos.bootstrap.reviewer import Reviewer
    from fidpos.server.reviewing import Review

WHOM = "review"


def add_acts(whom: "_SubParsersAction[ArgumentParser]", texts: Texts) -> None:
    """The acts, each with its values."""
    acts = Acts(whom, WHOM, texts)
    made = {name: acts.add(name) for name in ("list", "show", "retry", "free", "settle")}
    for name, parser in made.items():
        if name in {"show", "free", "settle"}:
            parser.add_argument("id", metavar="ID", help=texts.say("cli.server.review_id"))
    made["list"].add_argument("--json", action="store_true", help=texts.say("cli.option.json"))
    made["settle"].add_argument("outcome", metavar="OUTCOME", help=texts.say("cli.server.review_outcome"))


def act(folder: ServerFolder, options: Namespace, texts: Texts) -> int:
    """Do what is asked for and say what became of it."""
    from fidpos.bootstrap.reviewer import Reviewer

    return say_what_is_done(folder, lambda operator: _said(Reviewer(operator), options, texts), texts)


def _said(operator: "Reviewer", options: Namespace, texts: Texts) -> Iterable[str]:
    match options.act:
        case "list":
            return _list(operator.open(options.merchant), texts, as_json=options.json)
        case "show":
            return _show(operator, options, texts)
        case "retry":
            return [texts.say("cli.server.review_applied", count=operator.try_again(options.merchant))]
        case "free":
            freed = operator.free(options.merchant, options.id)
            return [texts.say("cli.server.review_freed" if freed else "cli.server.review_nothing_held")]
        case _:
            operator.settle(options.merchant, options.id, options.outcome)
            return [texts.say("cli.server.done")]


def _list(reviews: "Iterable[Review]", texts: Texts, *, as_json: bool) -> Iterable[str]:
    found = list(reviews)
    if as_json:
        yield json.dumps([_as_json(review) for review in found])
        return
    for review in found:
        yield f"{review.id} {review.found_at.isoformat(timespec='seconds')} {_why(review, texts)}"
    if not found:
        yield texts.say("cli.server.review_empty")


def _show(operator: "Reviewer", options: Namespace, texts: Texts) -> Iterable[str]:
    looked = operator.look(options.merchant, options.id)
    yield _why(looked.review, texts)
    yield json.dumps(_as_json(looked.review), indent=2)
    if looked.body is not None:
        yield looked.body.decode("utf-8", "backslashreplace")


def _why(review: "Review", texts: Texts) -> str:
    """What happened and what to do."""
    if review.reason:
        return f"{texts.say(f'review.{review.kind}')} {texts.say(f'review.reason.{review.reason}')}"
    return texts.say(f"review.{review.kind}")


def _as_json(review: "Review") -> dict[str, object]:
    named = {"id": review.id, "till_id": review.till_id, "subject_id": review.subject_id}
    ids = {name: str(value) if value is not None else None for name, value in named.items()}
    return {
        **ids,
        "kind": review.kind,
        "reason": review.reason,
        "event": review.told,
        "found_at": review.found_at.isoformat(),
        "detail": dict(review.detail),
    }
