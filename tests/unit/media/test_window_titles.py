import pytest

from app.media.window_titles import index_of_title
from app.model.errors import DeviceUnusableError, ErrorCode


@pytest.mark.parametrize(
    ("wanted", "index"), [("Notes", 1), ("My Notes - Editor", 0), ("editor", 0), ("mail", 2)]
)
def test_the_same_title_wins_else_the_only_one_that_contains_it(wanted: str, index: int) -> None:
    assert index_of_title(["My Notes - Editor", "Notes", "Mail"], wanted) == index


def test_of_two_windows_with_the_same_title_the_first_is_meant() -> None:
    assert index_of_title(["a", "Terminal", "Terminal"], "Terminal") == 1


def test_a_part_of_several_titles_is_refused_and_they_are_named() -> None:
    with pytest.raises(DeviceUnusableError, match="2 windows") as refused:
        index_of_title(["one.txt - Editor", "Mail", "two.txt - Editor"], "editor")

    assert refused.value.code is ErrorCode.DEVICE_UNKNOWN
    assert "'one.txt - Editor', 'two.txt - Editor'" in refused.value.hint
    assert "Mail" not in refused.value.hint


def test_at_most_eight_windows_are_named() -> None:
    with pytest.raises(DeviceUnusableError) as refused:
        index_of_title([f"window {number}" for number in range(11)], "absent")

    assert refused.value.hint.count("'window ") == 8
    assert "3 more" in refused.value.hint


def test_a_desktop_without_windows_is_told() -> None:
    with pytest.raises(DeviceUnusableError, match="no open windows"):
        index_of_title([], "Mail")
