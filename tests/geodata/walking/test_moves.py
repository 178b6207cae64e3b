"""Lines of moves, drawn on squared paper by hand."""

from __future__ import annotations

import math

import pytest

from geodata.walking.moves import MOVES, line


def test_there_are_8_16_and_32_different_moves_each_with_its_opposite() -> None:
    for number, moves in MOVES.items():
        assert len(set(moves)) == number
        assert {(-down, -right) for down, right in moves} == set(moves)
        # A move over a cell's centre would be two shorter ones.
        assert all(math.gcd(*move) == 1 for move in moves)


def test_more_neighbours_keep_the_moves_of_fewer() -> None:
    assert MOVES[16][:8] == MOVES[8]
    assert MOVES[32][:16] == MOVES[16]


def test_one_row_down_and_three_columns_right() -> None:
    way = line(1, 3)
    assert [pair[:2] for pair in way.pairs] == [((0, 0), (1, 3)), ((0, 1), (1, 2))]
    assert [pair[2] for pair in way.pairs] == pytest.approx([1 / 6, 1 / 3])
    # Half-way it slips between the cells to the upper right and the lower left.
    assert way.corners == (((1, 1), (0, 2)),)


def test_two_rows_down_and_three_columns_right() -> None:
    way = line(2, 3)
    assert [pair[:2] for pair in way.pairs] == [
        ((0, 0), (2, 3)),
        ((0, 1), (2, 2)),
        ((1, 1), (1, 2)),
    ]
    assert [pair[2] for pair in way.pairs] == pytest.approx([1 / 6, 1 / 12, 1 / 4])
    assert way.corners == ()


@pytest.mark.parametrize("move", MOVES[32])
def test_the_parts_of_a_line_make_up_the_whole(move: tuple[int, int]) -> None:
    assert sum(2 * share for _, _, share in line(*move).pairs) == pytest.approx(1)


@pytest.mark.parametrize("move", MOVES[32])
def test_a_mirrored_move_has_the_mirrored_line(move: tuple[int, int]) -> None:
    down, right = move
    mirrored = [((-a[0], a[1]), (-b[0], b[1]), share) for a, b, share in line(-down, right).pairs]
    assert list(line(down, right).pairs) == mirrored
