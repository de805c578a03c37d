from pathlib import Path

from app.services.file_lock import held_lock


def test_a_lock_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with held_lock(path) as first, held_lock(path, wait_s=0) as second:
        assert (first, second) == (True, False)

    with held_lock(path, wait_s=0) as again:
        assert again


def test_without_a_place_for_the_lock_the_work_is_done_all_the_same(tmp_path: Path) -> None:
    with held_lock(tmp_path / "missing" / "lock") as is_held:
        assert not is_held
