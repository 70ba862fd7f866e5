"""From a file of points to packed points; nothing else reads its rows.

A file is wide (a column for each item, and if need be `id`) or long (`participant`, `item`, `score`, `max`). duckdb
packs each person's points into a few words, and the score table is made of these.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graders.statistics.intervals import Vector
from graders.statistics.packed import Packed, places
from graders.statistics.table import ScoreTable
from graders.stats.source import ROW_NAMES, WHOLE, Source, name_of, opened, text_of
from toolkit.errors import KursError
from toolkit.messages import listed, quoted, say

ID, GROUP = "id", "group"
"""Columns of a wide file that are no items, beside the one that is named as the groups'."""
LONG = ("participant", "item", "score", "max")
FEW = 16
"""Most different points of an item for which columns are packed one by one, and not turned into rows first."""
AT_A_TIME, DISTINCT = 64, 8
"""Columns that one query asks about, and when it asks for all that is different in them."""
NAMED = 20
"""Most names that a sentence lists."""
NONE, REFERENCE, FOCAL = 0, 1, 2
"""Groups of the table that is made: those without a group, all others, and the focal group."""


@dataclass(frozen=True)
class Group:
    """Which column says the groups, and which of its values is the focal group; all others are the reference."""

    column: str
    focal: str


@dataclass(frozen=True)
class Points:
    """A file's points.

    Parameters
    ----------
    packed
        Everybody's points. The groups are `NONE`, `REFERENCE` and `FOCAL`.
    table
        The score table of all items.
    assumed
        Items whose maximum the file does not say, where it was taken to be the most that somebody has.
    left_out
        Columns and items that do not count, and why: a key of a sentence.
    """

    packed: Packed
    table: ScoreTable
    assumed: frozenset[str]
    left_out: dict[str, str]


def read_points(file: Path, group: Group | None = None) -> Points:
    """Read a file of points.

    Parameters
    ----------
    file
        CSV (comma, semicolon or tab; UTF-8 or Windows) or parquet.
    group
        The groups to compare, if any.

    Raises
    ------
    KursError
        If the file cannot be read, or does not say each person's points on each item once.
    """
    with opened(file) as source:
        if group:
            _check_group(source, group)
        if set(LONG[:3]) <= set(source.columns):
            return _long(source, group)
        return _wide(source, group)


def _check_group(source: Source, group: Group) -> None:
    if group.column not in source.columns:
        names = listed([quoted(name) for name in list(source.columns)[:NAMED]], "och")
        raise KursError(say("stats.no_group", file=source.file, column=quoted(group.column), names=names))
    word = source.word(group.column)
    counted = source.rows(f"select {word}, count(*) from source where {word} is not null group by 1 order by 2 desc, 1")
    found = [str(row[0]) for row in counted]
    if group.focal not in found:
        names = listed([quoted(name) for name in found[:NAMED]], "och") or say("found.nothing")
        fields = {"column": quoted(group.column), "focal": quoted(group.focal), "names": names}
        raise KursError(say("stats.no_focal", file=source.file, **fields))
    if len(found) == 1:
        raise KursError(say("stats.one_group", file=source.file, column=quoted(group.column), focal=found[0]))


def _part(source: Source, group: Group | None) -> str:
    """Return SQL for the group of a row's person."""
    if group is None:
        return f"{NONE}::tinyint"
    word = source.word(group.column)
    of = f"when {word} is null then {NONE} when {word} = {text_of(group.focal)} then {FOCAL} else {REFERENCE}"
    return f"(case {of} end)::tinyint"


def _wide(source: Source, group: Group | None) -> Points:
    """Read a file with one column for each item."""
    aside = {ID, GROUP, ROW_NAMES, *([group.column] if group else [])}
    columns = [name for name in source.columns if name not in aside]
    has_id = ID in source.columns
    people, ids, different = source.rows(
        f"select count(*), {f'count({ID}), count(distinct {ID})' if has_id else '0, 0'} from source"
    )[0]
    about: list[Any] = []
    for names in _batched(columns):
        asked = [f"{source.first_wrong(name)}, count({source.number(name)})" for name in names]
        about += source.rows(f"select {', '.join(asked)} from source")[0]
    if not people:
        raise KursError(say("stats.nobody", file=source.file))
    left_out: dict[str, str] = {}
    for name, wrong, numbers in zip(columns, about[::2], about[1::2], strict=True):
        if wrong is not None and numbers:
            fields = {"where": say("stats.column", column=quoted(name)), "found": quoted(wrong)}
            raise KursError(say("stats.no_number", file=source.file, **fields))
        if not numbers:
            left_out[name] = "empty" if wrong is None else "text"
    items = [name for name in columns if name not in left_out]
    if not items:
        raise KursError(say("stats.no_items", file=source.file))
    if ids != different:
        counted = f"select {ID}, count(*) as n from source where {ID} is not null group by {ID}"
        ((person, count),) = source.rows(f"select * from ({counted}) where n > 1 order by {ID} limit 1")
        raise KursError(say("stats.id_twice", file=source.file, id=quoted(person), n=count))
    levels = _levels_of_columns(source, items)
    most = np.array([max(1.0, *one) if len(one) else 1.0 for one in levels.values()])
    part = _part(source, group)
    if max(map(len, levels.values())) <= FEW:
        found = _packed_columns(source, levels, part)
    else:
        scores = ", ".join(f"{source.number(item)}::double" for item in items)
        source.run(
            f"create view points as select row_number() over () as person, unnest([{', '.join(map(text_of, items))}])"
            f" as item, unnest([{scores}]) as score, {part} as part from source"
        )
        found = _packed_rows(source, levels, group)
    packed = _packed(levels, most, found)
    assumed = frozenset(item for item, one in levels.items() if not set(one.tolist()) <= {0.0, 1.0})
    return Points(packed, packed.table(), assumed, left_out)


def _batched(names: Sequence[str], count: int = AT_A_TIME) -> Iterator[Sequence[str]]:
    """Give columns a few at a time: what duckdb needs for a query grows faster than their number."""
    for first in range(0, len(names), count):
        yield names[first : first + count]


def _levels(values: Sequence[float | None]) -> Vector:
    return np.array(sorted(value for value in values if value is not None), dtype=np.float64)


def _levels_of_columns(source: Source, items: Sequence[str]) -> dict[str, Vector]:
    """Return the points that can occur on each item; of whole numbers, all between the least and the greatest.

    Least and greatest cost next to nothing, all that occur a look at every cell.
    """
    whole = [item for item in items if source.columns[item] == WHOLE]
    found: dict[str, list[float]] = {item: [] for item in items}
    for names in _batched(whole):
        bounds = ", ".join(f"[min({name_of(item)}), max({name_of(item)})]" for item in names)
        for item, (low, high) in zip(names, source.rows(f"select {bounds} from source")[0], strict=True):
            if low is not None and high - low < FEW:
                found[item] = list(range(low, high + 1))
    for names in _batched([item for item in items if not found[item]], DISTINCT):
        each = ", ".join(f"list(distinct {source.number(item)})" for item in names)
        found |= dict(zip(names, source.rows(f"select {each} from source")[0], strict=True))
    return {item: _levels(values) for item, values in found.items()}


def _packed_columns(source: Source, levels: Mapping[str, Vector], part: str) -> dict[str, NDArray[Any]]:
    """Pack items that are columns with few different points."""
    laid = places([len(one) for one in levels.values()])
    words: list[list[str]] = [["0::ubigint"] for _ in range(laid[-1].word + 1)]
    for (item, one), place in zip(levels.items(), laid, strict=True):
        codes = [f"when {_literal(value)} then {code << place.shift}::ubigint" for code, value in enumerate(one, 1)]
        if codes:
            words[place.word].append(f"(case {source.number(item)} {' '.join(codes)} else 0::ubigint end)")
    listing = ", ".join(f"{' | '.join(terms)} as w{word}" for word, terms in enumerate(words))
    return source.arrays(f"select {listing}, {part} as part from source")


def _literal(value: float) -> str:
    """Write a number for SQL to the last digit, and a whole one so that whole numbers stay what they are."""
    return f"{value:.0f}" if float(value).is_integer() else f"'{float(value)!r}'::double"


def _packed_rows(source: Source, levels: Mapping[str, Vector], group: Group | None) -> dict[str, NDArray[Any]]:
    """Pack items that are rows: the view `points` of `person`, `item`, `score` and `part`.

    Returns beside the words of each person the number of scores that they are made of, the least and the greatest
    `part`, and whether the person has no name.
    """
    laid = places([len(one) for one in levels.values()])
    width = laid[-1].word + 1
    columns: dict[str, list[Any]] = {"item": [], "score": [], **{f"w{word}": [] for word in range(width)}}
    for (item, one), place in zip(levels.items(), laid, strict=True):
        for code, value in enumerate(one.tolist(), 1):
            columns["item"].append(item)
            columns["score"].append(value)
            for word in range(width):
                columns[f"w{word}"].append(code << place.shift if word == place.word else 0)
    types = [pa.string(), pa.float64(), *[pa.uint64()] * width]
    fields = pa.schema(list(zip(columns, types, strict=True)))
    source.connection.register("codes", pa.table(columns, schema=fields))
    words = ", ".join(f"coalesce(bit_or(w{word}), 0::ubigint) as w{word}" for word in range(width))
    part = "min(part) as part, max(part) as other" if group else f"{NONE}::tinyint as part, {NONE}::tinyint as other"
    query = (
        f"select {words}, count(score) as scores, {part}, person is null as unnamed"
        " from points left join codes using (item, score) group by person"
    )
    return source.arrays(query)


def _packed(levels: Mapping[str, Vector], most: Vector, found: Mapping[str, NDArray[Any]]) -> Packed:
    width = places([len(one) for one in levels.values()])[-1].word + 1
    words = np.column_stack([found[f"w{word}"] for word in range(width)])
    return Packed(tuple(levels), most, tuple(levels.values()), words, found["part"].astype(np.int8), 3)


def _long(source: Source, group: Group | None) -> Points:
    """Read a file with one row for each participant and item."""
    if "max" not in source.columns:
        raise KursError(say("stats.no_max", file=source.file))
    for column in ("score", "max"):
        query = f"select participant, item, {column} from source where {source.no_number(column)} limit 1"
        for participant, item, wrong in source.rows(query):
            where = say("stats.row", participant=quoted(participant), item=quoted(item))
            raise KursError(say("stats.no_number", file=source.file, where=where, found=quoted(wrong)))
    source.run(
        f"create view points as select {source.word('participant')} as person, {source.word('item')} as item,"
        f" {source.number('score')} as score, {source.number('max')} as most,"
        f" {_part(source, group)} as part from source"
    )
    levels, most, left_out = _known(source)
    if not levels:
        raise KursError(say("stats.no_items", file=source.file))
    found = _packed_rows(source, levels, group)
    if found["unnamed"].any():
        raise KursError(say("stats.row_unnamed", file=source.file, column="participant"))
    if np.any(found["part"] != found["other"]):
        query = "select person from points group by person having min(part) <> max(part) order by 1 limit 1"
        ((person,),) = source.rows(query)
        raise KursError(say("stats.two_groups", file=source.file, participant=quoted(person)))
    packed = _packed(levels, most, found)
    table = packed.table()
    # A second row for the same item is not seen in what is packed, only in how many rows went into it.
    if int(found["scores"].sum()) != int(table.seen[0].sum()):
        twice = "select person, item from points where score is not null group by all having count(*) > 1"
        ((person, item),) = source.rows(f"{twice} order by all limit 1")
        raise KursError(say("stats.row_twice", file=source.file, participant=quoted(person), item=quoted(item)))
    return Points(packed, table, frozenset(), left_out)


def _known(source: Source) -> tuple[dict[str, Vector], Vector, dict[str, str]]:
    """Return the points that can occur on each item of the view `points`, its maximum, and items without any."""
    query = (
        "select item, min(score), max(score), min(most), max(most), count(*) - count(most)"
        " from points group by item order by item"
    )
    bounds = source.rows(query)
    if not bounds:
        raise KursError(say("stats.nobody", file=source.file))
    for item, _, highest, least, most, without in bounds:
        if item is None:
            raise KursError(say("stats.row_unnamed", file=source.file, column="item"))
        if without:
            raise KursError(say("stats.no_max_of", file=source.file, item=quoted(item)))
        if least != most:
            fields = {"low": f"{least:g}", "high": f"{most:g}"}
            raise KursError(say("stats.two_max", file=source.file, item=quoted(item), **fields))
        if highest is not None and highest > most:
            fields = {"found": f"{highest:g}", "most": f"{most:g}"}
            raise KursError(say("stats.over_max", file=source.file, item=quoted(item), **fields))
    left_out = {row[0]: "empty" for row in bounds if row[1] is None}
    kept = [row for row in bounds if row[0] not in left_out]
    found: dict[str, list[float]] = {row[0]: [] for row in kept}
    if source.columns["score"] == WHOLE and all(high - low < FEW for _, low, high, *_ in kept):
        found = {item: list(range(int(low), int(high) + 1)) for item, low, high, *_ in kept}
    else:
        scored = "select item, score from points where score is not null group by all order by all"
        for item, score in source.rows(scored):
            found[item].append(score)
    most_of = np.array([row[3] for row in kept], dtype=np.float64)
    return {item: _levels(values) for item, values in found.items()}, most_of, left_out
