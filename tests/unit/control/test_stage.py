from hypothesis import given
from hypothesis import strategies as st

from app.control.stage import Arrangement, StageChoice, filled, pinned, settled, staged
from app.control.tiles import Tile, TileKind
from app.model.stage import StageLayout, StageStyle

OWN = Tile("own:main", TileKind.OWN, "Studio A")
OWN_SHARE = Tile("own:aux", TileKind.OWN_SHARE, "Studio A")
ADA = Tile("ada", TileKind.OTHER, "Ada")
BOB = Tile("bob", TileKind.OTHER, "Bob")
SLIDES = Tile("slides", TileKind.OTHER_SHARE, "Ada")
CODE = Tile("code", TileKind.OTHER_SHARE, "Bob")

tile_sets = st.lists(
    st.sampled_from([OWN, OWN_SHARE, ADA, BOB, SLIDES, CODE]), unique=True, max_size=6
).map(tuple)
names = st.sampled_from(["", "own:main", "ada", "bob", "slides", "code", "gone"])
choices = st.builds(
    StageChoice,
    st.builds(StageStyle, st.sampled_from(StageLayout)),
    pinned=names,
    filling=names,
)


def chosen(layout: StageLayout, pin: str = "") -> StageChoice:
    return StageChoice(StageStyle(layout), pinned=pin)


def order(choice: StageChoice, *tiles: Tile, speaker: str = "") -> list[str]:
    return [tile.tile_id for tile in staged(choice, tiles, speaker).tiles]


@given(choices, tile_sets, names)
def test_every_picture_is_on_the_stage_once(
    choice: StageChoice, tiles: tuple[Tile, ...], speaker: str
) -> None:
    assert sorted(order(choice, *tiles, speaker=speaker)) == sorted(item.tile_id for item in tiles)


@given(choices, tile_sets)
def test_what_is_settled_names_only_pictures_that_are_there(
    choice: StageChoice, tiles: tuple[Tile, ...]
) -> None:
    there = {"", *(tile.tile_id for tile in tiles)}
    kept = settled(choice, tiles)
    assert {kept.pinned, kept.filling} <= there
    assert settled(kept, tiles) is kept


def test_hosts_see_themselves_large_and_an_audience_sees_all_alike_by_itself() -> None:
    assert staged(StageChoice(), (OWN, ADA)).arrangement is Arrangement.FOCUS
    assert staged(StageChoice(), (ADA, BOB)).arrangement is Arrangement.GRID


def test_a_share_that_begins_takes_the_large_place() -> None:
    for layout in StageLayout:
        assert order(chosen(layout), ADA, BOB, SLIDES)[0] == "slides"
    assert order(StageChoice(), SLIDES, ADA, CODE)[0] == "code"


def test_a_share_does_not_take_the_place_of_what_is_pinned() -> None:
    for layout in StageLayout:
        assert order(chosen(layout, "bob"), ADA, BOB, SLIDES)[0] == "bob"


def test_the_own_share_stays_where_it_is() -> None:
    assert order(StageChoice(), OWN, OWN_SHARE) == ["own:main", "own:aux"]


def test_a_pin_is_large_in_every_layout_and_a_second_one_takes_its_place() -> None:
    choice = pinned(StageChoice(), "ada")
    assert staged(choice, (OWN, ADA, BOB)).arrangement is Arrangement.FOCUS
    assert order(pinned(choice, "bob"), OWN, ADA, BOB) == ["bob", "own:main", "ada"]
    assert pinned(choice, "ada") == StageChoice()


def test_a_pinned_stream_that_ends_unpins_and_stays_unpinned_when_it_returns() -> None:
    choice = settled(pinned(StageChoice(), "ada"), (OWN, BOB))
    assert choice.pinned == ""
    assert order(settled(choice, (OWN, ADA, BOB)), OWN, ADA, BOB)[0] == "own:main"


def test_one_picture_fills_everything_and_gives_it_back() -> None:
    choice = filled(pinned(StageChoice(), "ada"), "bob")
    plan = staged(choice, (OWN, ADA, BOB))
    assert plan.arrangement is Arrangement.ALONE
    assert plan.tiles[0] is BOB
    assert order(filled(choice, "bob"), OWN, ADA, BOB)[0] == "ada"


def test_the_speaker_layout_follows_who_speaks() -> None:
    choice = chosen(StageLayout.SPEAKER)
    assert order(choice, OWN, ADA, BOB)[0] == "ada"
    assert order(choice, OWN, ADA, BOB, speaker="bob")[0] == "bob"
    assert order(choice, OWN, ADA, BOB, speaker="gone")[0] == "ada"
    assert order(choice, OWN)[0] == "own:main"


def test_other_layouts_do_not_move_for_a_voice() -> None:
    for layout in set(StageLayout) - {StageLayout.SPEAKER}:
        calm = staged(chosen(layout), (OWN, ADA, BOB))
        assert staged(chosen(layout), (OWN, ADA, BOB), "bob") == calm


def test_picture_in_picture_and_grid_are_what_they_say() -> None:
    tiles = (ADA, BOB)
    inset = staged(chosen(StageLayout.PICTURE_IN_PICTURE), tiles)
    assert inset.arrangement is Arrangement.INSET
    assert staged(chosen(StageLayout.GRID), (OWN, *tiles)).arrangement is Arrangement.GRID


def test_many_pictures_are_alike_by_themselves_and_in_a_strip_by_choice() -> None:
    many = (OWN, *(Tile(str(number), TileKind.OTHER, "") for number in range(39)))
    assert staged(StageChoice(), many).arrangement is Arrangement.GRID
    assert staged(chosen(StageLayout.SPEAKER), many).arrangement is Arrangement.FOCUS
