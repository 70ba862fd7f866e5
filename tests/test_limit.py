"""How much one person can send."""

from tests.page_support import Clock
from toolkit.face.page import limit
from toolkit.face.page.limit import Limit


def test_what_comes_at_once_is_counted_and_comes_back_with_time() -> None:
    clock = Clock()
    one = Limit(3, 2, clock)
    assert [one.take("anna") for _ in range(5)] == [True, True, True, False, False]
    assert one.take("bo")
    clock.move(seconds=1)
    assert [one.take("anna") for _ in range(3)] == [True, True, False]
    clock.move(hours=1)
    assert [one.take("anna") for _ in range(4)] == [True, True, True, False]
    clock.move(hours=-2)  # A clock that is set back gives nothing and takes nothing.
    assert not one.take("anna")


def test_who_has_not_been_heard_of_longest_is_forgotten() -> None:
    one = Limit(1, 0, Clock())
    assert one.take("anna")
    for n in range(limit.MOST_PEOPLE):
        one.take(f"p{n}")
    assert len(one._left) == limit.MOST_PEOPLE
    assert one.take("anna")
