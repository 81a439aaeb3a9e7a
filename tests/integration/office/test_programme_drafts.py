"""Drafts of a programme over real HTTP: edited part by part, checked, arranged, sent and fetched as JSON."""

import re

import pytest

from fidpos.rules.examples import EXAMPLES
from fidpos.server.backoffice.permission import OfficeRole
from fidpos.server.backoffice.programme.checking import Fault, checked
from tests.helpers.office_place import OfficePlace
from tests.helpers.programme_drafts import PROGRAMMES, body_of, draft_of, uploaded, was_of

POINTS = {
    "at": "counters.new",
    "was": "",
    "s.title.fr": "Points",
    "s.title.en": "Points",
    "s.unit": "points",
    "s.rounding": "floor",
    "s.expiry.kind": "never",
}
RULE = {
    "at": "rules.new",
    "was": "",
    "s.title.fr": "Été : −10 %",
    "s.title.en": "Summer: −10%",
    "s.phase": "basket",
    "s.effects.at": "0",
    "s.effects.0.type": "percent_off",
    "s.effects.0.share_ppm": "10",
}


def test_a_rule_is_typed_in_the_merchants_own_numbers(place: OfficePlace) -> None:
    with place.client(OfficeRole.MARKETER, language="fr") as client:
        path = draft_of(client)
        client.post(f"{path}/edit", None, **POINTS)
        answer = client.post(f"{path}/edit", None, **(RULE | {"s.effects.0.cap_minor": "1 234,50"}))

        assert answer.status_code == 303, answer.text
        rule = body_of(client, path)["rules"]
    assert rule == [
        {
            "code": "ete_10",
            "title": {"fr": "Été : −10 %", "en": "Summer: −10%"},
            "phase": "basket",
            "effects": [{"type": "percent_off", "share_ppm": 100_000, "cap_minor": 123_450}],
        }
    ]


def test_what_is_half_written_is_kept_and_said_where_it_stands(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as client:
        path = draft_of(client)
        client.post(f"{path}/edit", None, **POINTS)
        client.post(f"{path}/edit", None, **{**RULE, "s.effects.0.share_ppm": ""})
        page, form = client.get(path).text, client.get(f"{path}/edit", at="rules.0").text

    assert "A value is missing that is needed." in page
    assert 'id="p-s.effects.0.share_ppm"' in form


@pytest.mark.parametrize(
    ("field", "typed"),
    [("s.effects.0.share_ppm", "ten"), ("s.effects.0.share_ppm", "1000"), ("s.code", "Été!")],
)
def test_what_cannot_be_read_comes_back_as_it_was_typed(place: OfficePlace, field: str, typed: str) -> None:
    with place.client(OfficeRole.OWNER) as client:
        path = draft_of(client)
        answer = client.post(f"{path}/edit", None, **{**RULE, field: typed})

    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.text
    assert f'id="p-{field}"' in answer.text


def test_two_people_in_one_rule_the_second_is_told_and_loses_nothing(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as owner, place.client(OfficeRole.MARKETER) as marketer:
        path = draft_of(owner)
        owner.post(f"{path}/edit", None, **RULE)
        was = was_of(owner, path, "rules.0")
        mine = RULE | {"at": "rules.0", "was": was}
        owner.post(f"{path}/edit", None, **(mine | {"s.effects.0.share_ppm": "15"}))
        answer = marketer.post(f"{path}/edit", None, **(mine | {"s.effects.0.share_ppm": "20"}))

        assert answer.status_code == 409
        assert "Owner changed this part" in answer.text
        assert 'value="20"' in answer.text
        now = was_of(marketer, path, "rules.0")
        assert f'name="was" value="{now}"' in answer.text
        marketer.post(f"{path}/edit", None, **(mine | {"s.effects.0.share_ppm": "20", "was": now}))
        assert "200000" in str(body_of(owner, path))


def test_two_people_in_two_rules_hear_nothing_of_each_other_even_when_the_order_changed(
    place: OfficePlace,
) -> None:
    with place.client(OfficeRole.OWNER) as client:
        path = uploaded(client)
        was = was_of(client, path, "rules.1")
        first = was_of(client, path, "rules.0")
        client.post(f"{path}/arrange", part="rules", index="0", was=first, act="drop")
        fields = {"at": "rules.1", "was": was, "s.code": "anniversaire", "s.title.fr": "A", "s.title.en": "A"}
        answer = client.post(f"{path}/edit", None, **fields)

        assert answer.status_code == 303
        rules = body_of(client, path)["rules"]
    assert isinstance(rules, list)
    assert rules[0]["title"] == {"fr": "A", "en": "A"}
    assert rules[1]["code"] == "deuxieme_visite"


def test_a_control_group_is_in_doubt_until_an_offer_leaves_it_out(place: OfficePlace) -> None:
    nothing_shown = "the comparison will show nothing"
    except_them = {
        "s.when.type": "none",
        "s.when.of.at": "0",
        "s.when.of.0.type": "held_out",
    }
    with place.client(OfficeRole.OWNER) as client:
        path = draft_of(client)
        for each in (POINTS, RULE):
            client.post(f"{path}/edit", None, **each)
        share = {"at": "control_ppm", "was": was_of(client, path, "control_ppm"), "s": "7.25"}
        checked = client.post(f"{path}/check", None, **share).text
        client.post(f"{path}/edit", None, **share)
        in_doubt = client.get(path).text
        was = was_of(client, path, "rules.0")
        client.post(f"{path}/edit", None, **RULE | except_them | {"at": "rules.0", "was": was})
        settled = client.get(path).text
        compared = client.get(
            "/programme/compare", **{"from": "1", "to": f"draft-{path.split('/')[-1]}"}
        ).text
        body = body_of(client, path)

    assert nothing_shown in checked
    assert nothing_shown in in_doubt
    assert nothing_shown not in settled
    for page in (settled, compared):
        assert "7.25% of the members are in the control group." in page
    assert "not if the member is in the control group" in settled
    assert body["control_ppm"] == 72_500


def test_without_a_control_group_no_offer_can_leave_it_out(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as client:
        path = uploaded(client, "win_back_90_days")
        was = was_of(client, path, "control_ppm")
        client.post(f"{path}/edit", None, at="control_ppm", was=was, s="")
        page, body = client.get(path).text, body_of(client, path)

    assert "The programme has no control group" in page
    assert "control_ppm" not in body


def test_rules_are_copied_moved_and_taken_away(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as client:
        path = uploaded(client)
        client.post(
            f"{path}/arrange", part="rules", index="1", was=was_of(client, path, "rules.1"), act="copy"
        )
        client.post(f"{path}/arrange", part="rules", index="3", was=was_of(client, path, "rules.3"), act="up")
        client.post(
            f"{path}/arrange", part="rules", index="0", was=was_of(client, path, "rules.0"), act="drop"
        )
        stale = client.post(f"{path}/arrange", part="rules", index="0", was="0" * 32, act="drop")
        body = body_of(client, path)

    rules = body["rules"]
    assert isinstance(rules, list)
    placed = [(each["code"], each.get("priority", 0)) for each in rules[:3]]
    assert placed == [("anniversaire", 0), ("anniversaire_2", 2), ("deuxieme_visite", 1)]
    assert stale.status_code == 409


def test_all_that_is_wrong_is_told_at_its_field_and_of_the_whole_draft(place: OfficePlace) -> None:
    wrong = RULE | {"s.title.en": "", "s.effects.0.share_ppm": ""}
    with place.client(OfficeRole.OWNER) as client:
        path = draft_of(client)
        client.post(f"{path}/edit", None, **POINTS)
        live = client.post(f"{path}/check", None, **wrong).text
        client.post(f"{path}/edit", None, **wrong)
        client.post(f"{path}/edit", None, **wrong)
        whole = client.get(path).text

    assert re.findall(r'href="#f-([^"]+)"', live) == ["s.title.en", "s.effects.0.share_ppm"]
    assert whole.count("Put it right") == 4
    assert len(re.findall(r"<li><strong>Rules · [^<]+</strong>", whole)) == 4


def test_the_live_check_keeps_nothing(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as client:
        path = draft_of(client)
        client.post(f"{path}/edit", None, **POINTS)
        answer = client.post(f"{path}/check", None, **RULE)

        assert "On every purchase: −10%." in answer.text
        assert "rules" not in body_of(client, path)


def test_a_file_that_is_no_programme_is_refused_with_its_place(place: OfficePlace) -> None:
    raw = (PROGRAMMES / "restaurant.json").read_bytes().replace(b'"percent_off"', b'"all_for_free"')
    with place.client(OfficeRole.OWNER) as client:
        path = draft_of(client)
        answer = client.post(f"{path}/json", files={"file": ("p.json", raw)})

        assert answer.status_code == 409
        assert "rules[0].effects[0]" in answer.text
        assert "rules" not in body_of(client, path)


def test_a_day_is_marked_in_the_calendar(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as client:
        path = uploaded(client, "new_range_week")
        place_of_days = "rules.0.when.of.0"
        page = client.follow(client.post(f"{path}/calendar", rule=place_of_days, day="2027-09-20")).text
        elsewhere = client.post(f"{path}/calendar", rule="rules.1.when", day="2027-09-20")

        assert page.count('class="operation"') > 1
        assert "2027-09-20" in str(body_of(client, path))
    assert elsewhere.status_code == 404


def test_a_draft_that_is_thrown_away_is_not_there_any_more(place: OfficePlace) -> None:
    with place.client(OfficeRole.OWNER) as client:
        path = draft_of(client)
        client.follow(client.post(f"{path}/throw-away"))

        assert client.get(path).status_code == 404
        assert client.post(f"{path}/edit", None, **RULE).status_code == 404


@pytest.mark.parametrize(
    "at", ["version", "rules.99", "rules.1.when", "rules", "x", "rules.-1", "counters.0.code"]
)
def test_only_parts_that_exist_are_edited(place: OfficePlace, at: str) -> None:
    with place.client(OfficeRole.OWNER) as client:
        assert client.get(f"{draft_of(client)}/edit", at=at).status_code == 404


def test_every_example_is_offered_and_becomes_a_draft_that_could_be_published(place: OfficePlace) -> None:
    with place.client(OfficeRole.MARKETER) as client:
        page = client.get("/programme").text
        place.rows("UPDATE merchants SET card_name = 'Carte Lenoir', currency = 'CHF' RETURNING 1")
        for code in EXAMPLES:
            assert f'value="{code}"' in page
            path = draft_of(client, code)
            found = checked(body_of(client, path))
            assert not isinstance(found, Fault), (code, found)
            assert (found.name, found.currency) == ("Carte Lenoir", "CHF")
            assert client.get(path).status_code == 200

        assert "A point per euro, more on each tier" in page
        assert client.post("/programme/drafts", None, **{"from": "../boulangerie"}).status_code == 404
