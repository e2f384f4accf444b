"""An edition of the divisions from file to tree: encodings, faults, what a newer one changes."""

from pathlib import Path

import pytest

from last500.places import actions, division_files
from last500.places.models import Place
from last500.places.rules import Division

HEAD = "code,name,level,parent_code\n"
SMALL = HEAD + (
    "990100000000,绵城市,city,\n"
    "990101000000,涪江区,county,990100000000\n"
    "990101001000,城东街道,street,990101000000\n"
    "990101002000,青石镇,town,990101000000\n"
    "990101001001,芙蓉社区,community,990101001000\n"
    "990101002001,石桥村,village,990101002000\n"
)
MIANYANG = next(
    (
        file
        for up in Path(__file__).resolve().parents
        if (file := up / "shared" / "data" / "mianyang_divisions.csv").exists()
    ),
    None,
)


def rows_of(text):
    return division_files.read(text.encode()).rows


def apply(text, edition="2023"):
    rows = rows_of(text)
    return actions.apply_edition(rows, edition, accepted=actions.difference(rows))


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (SMALL.encode(), "UTF-8"),
        (SMALL.encode("utf-8-sig"), "UTF-8"),
        (SMALL.encode("gb18030"), "GB18030"),
        (SMALL.replace("\n", "\r\n").encode(), "UTF-8"),
    ],
)
def test_a_file_is_read_in_the_encodings_of_the_country(content, encoding):
    file = division_files.read(content)
    assert (file.encoding, file.faults) == (encoding, [])
    assert file.rows[3] == Division("990101002000", "青石镇", "street", "990101000000")
    assert file.rows[5].level == "community"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no column code"),
        (b"code,name,level\n1,a,city\n", "no column parent_code"),
        (HEAD.encode(), "no divisions"),
        (b"\xff\xfe\x00\x81", "neither UTF-8 nor GB18030"),
        (SMALL.encode("utf-16-le"), "GB18030"),
    ],
)
def test_a_file_that_is_none_is_refused_whole(content, said):
    with pytest.raises(division_files.Unreadable, match=said):
        division_files.read(content)


def test_each_fault_is_told_with_its_line():
    faults = division_files.read(
        (
            SMALL
            + "9901,短码,community,990101001000\n"
            + "990101001001,又一个,community,990101001000\n"
            + "990101001009,没有上级,community,990101009000\n"
            + "990101001010,跳级,community,990101000000\n"
            + "990101001011,什么级,hamlet,990101001000\n"
            + "990101001012,,community,990101001000\n"
            + "990101001013,缺列\n"
        ).encode()
    ).faults
    lines = [fault.split(":")[0] for fault in faults]
    assert lines == [f"line {n}" for n in (8, 9, 10, 11, 12, 13, 14)]
    assert "twelve digits" in faults[0]
    assert "cannot lie directly under" in faults[3]


def test_a_second_import_changes_nothing(db):
    apply(SMALL)
    assert actions.difference(rows_of(SMALL)).empty
    before = list(Place.objects.values_list("pk", "path", "name"))
    apply(SMALL, "2024")
    assert list(Place.objects.values_list("pk", "path", "name")) == before


def test_a_newer_edition_adds_renames_moves_merges_and_closes(db):
    apply(SMALL)
    old = Place.objects.get(code="990101001001")
    compound = actions.add(old, "compound", "芙蓉苑", slug="furongyuan", kind="old")
    newer = SMALL.replace("青石镇", "青石街道").replace(
        "990101001001,芙蓉社区,community,990101001000",
        "990101001007,芙蓉社区,community,990101001000",
    )
    newer = newer.replace("990101002001,石桥村,village,990101002000\n", "")
    diff = actions.difference(rows_of(newer))
    assert [d.name for d in diff.added] == ["芙蓉社区"]
    assert [(was.name, now.name) for was, now in diff.renamed] == [("青石镇", "青石街道")]
    assert [(gone.code, heir.code) for gone, heir in diff.merged] == [
        ("990101001001", "990101001007")
    ]
    assert [d.name for d in diff.closed] == ["石桥村"]
    apply(newer)
    old.refresh_from_db()
    compound.refresh_from_db()
    assert old.closed_on is not None
    assert old.merged_into.code == "990101001007"
    # The compound lives on under the community that took over.
    assert compound.parent == old.merged_into
    assert compound.path.startswith(old.merged_into.path)
    assert Place.objects.get(name="石桥村").closed_on is not None
    assert actions.difference(rows_of(newer)).empty


def test_a_branch_moves_with_everything_under_it(db):
    apply(SMALL + "990102000000,安江区,county,990100000000\n")
    moved = SMALL.replace(
        "990101002000,青石镇,town,990101000000", "990101002000,青石镇,town,990102000000"
    ).replace(
        "990101002001,石桥村,village,990101002000", "990101002001,石桥村,village,990101001000"
    )
    moved += "990102000000,安江区,county,990100000000\n"
    assert len(actions.difference(rows_of(moved)).moved) == 2
    apply(moved)
    for place in Place.objects.exclude(parent=None).select_related("parent"):
        assert place.path.startswith(place.parent.path)
    assert actions.difference(rows_of(moved)).empty


def test_another_citys_file_leaves_this_city_alone(db):
    apply(SMALL)
    other = HEAD + "980100000000,远城市,city,\n980101000000,远东区,county,980100000000\n"
    diff = actions.difference(rows_of(other))
    assert (len(diff.added), diff.closed, diff.merged) == (2, (), ())
    apply(other)
    assert Place.objects.current().count() == 8


@pytest.mark.skipif(MIANYANG is None, reason="the file of divisions is not on this machine")
def test_the_divisions_of_mianyang(db):
    rows = division_files.read(MIANYANG.read_bytes()).rows
    actions.apply_edition(rows, "2023", accepted=actions.difference(rows))
    villages = MIANYANG.read_text(encoding="utf-8-sig").count(",village,")
    counts = {
        level: Place.objects.filter(level=level).count()
        for level in ("city", "county", "street", "community")
    }
    assert counts == {"city": 1, "county": 9, "street": 167, "community": 488 + villages}
    assert villages == 1583
    assert actions.difference(rows).empty
