"""A file of points as duckdb sees it: its columns, and the numbers in them, whatever spreadsheet wrote them."""

import codecs
import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from graders.statistics.table import DECIMALS
from toolkit.errors import KursError
from toolkit.messages import quoted, say

MEMORY, COLUMN = 128, 0.5
"""Megabytes that duckdb may take, for a file and for each of its columns over some two hundred; beyond, it works on
disk."""
NOTHING = ("", "na", "n/a", "nan", "null")
"""What stands for no points, in small letters."""
BLOCK = 1 << 20
BATCH = 1 << 17
"""Bytes and rows that are taken at a time."""
ROW_NAMES = "__index_level_0__"
"""What pandas calls the names of rows in parquet; in CSV it and R give them a first column without a name."""
ROW_GROUP = 1 << 14
"""Rows of CSV that are held in memory, of few columns."""
CELLS = 1 << 20
TEXT, FLOAT, SINGLE, WHOLE = "text", "float", "single", "whole"


def name_of(column: str) -> str:
    """Quote a column's name for SQL."""
    return '"' + column.replace('"', '""') + '"'


def text_of(value: str) -> str:
    """Quote a text for SQL."""
    return "'" + value.replace("'", "''") + "'"


class Source:
    """An open file: the table `source` of duckdb.

    Parameters
    ----------
    columns
        Its columns in order, and of which kind each is.
    is_text
        Whether it is CSV, where spaces around a word mean nothing, and an empty word is none.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, file: Path, folder: Path) -> None:
        self.connection, self.file = connection, file
        with file.open("rb") as opened:
            head = opened.read(4)
        if not head:
            raise KursError(say("stats.empty", file=file))
        self.is_text = head != b"PAR1"
        table = file
        if self.is_text:
            # Parsed once, and from then on read column by column, where a word that comes again is worked out once.
            table = folder / "text.parquet"
            scan, wide = self._csv()
            rows = min(ROW_GROUP, CELLS // wide)
            self.run(f"copy (from {scan}) to {text_of(str(table))} (format parquet, row_group_size {rows})")
        self.run(f"create view source as from read_parquet({text_of(str(table))})")
        self.columns = {str(row[0]): _kind(str(row[1])) for row in self.rows("describe source")}
        self._make_room(len(self.columns))

    def _make_room(self, columns: int) -> None:
        """Let duckdb have what a file of so many columns takes."""
        self.run(f"set memory_limit = '{max(MEMORY, round(COLUMN * columns))}MB'")

    def _csv(self) -> tuple[str, int]:
        """Return SQL that reads a CSV file as text, with the names of its first line, and how many there are."""
        encoding = _encoding(self.file)
        with self.file.open(encoding="utf-8-sig" if encoding == "utf-8" else "cp1252", newline="") as opened:
            first = opened.readline()
        delimiter = max(",;\t", key=first.count)
        names = [name.strip() for name in next(csv.reader([first], delimiter=delimiter), [])]
        if names and not names[0]:
            names[0] = ROW_NAMES
        for place, name in enumerate(names):
            if not name:
                raise KursError(say("stats.column_unnamed", file=self.file, n=place + 1))
            if name.lower() in (before.lower() for before in names[:place]):
                raise KursError(say("stats.column_twice", file=self.file, column=quoted(name)))
        self._make_room(len(names))
        columns = ", ".join(f"{text_of(name)}: 'VARCHAR'" for name in names)
        scan = (
            f"read_csv({text_of(str(self.file))}, auto_detect = false, header = true, delim = '{delimiter}', "
            f"quote = '\"', escape = '\"', encoding = '{encoding}', columns = {{{columns}}})"
        )
        return scan, len(names)

    def run(self, statement: str) -> None:
        """Carry out a statement that gives no rows."""
        with self._failing():
            self.connection.execute(statement)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        with self._failing():
            found: list[tuple[Any, ...]] = self.connection.sql(query).fetchall()
        return found

    def arrays(self, query: str) -> dict[str, NDArray[Any]]:
        """Return the columns of a query that has no nulls; its result never lies in memory twice."""
        with self._failing():
            reader = self.connection.sql(query).to_arrow_reader(BATCH)
            batches = [[column.to_numpy(zero_copy_only=False) for column in batch.columns] for batch in reader]
        names = reader.schema.names
        return {name: np.concatenate([batch[place] for batch in batches]) for place, name in enumerate(names)}

    @contextmanager
    def _failing(self) -> Iterator[None]:
        """Say in a sentence that the file turned out not to be what it seemed."""
        try:
            yield
        except duckdb.OutOfMemoryException:
            raise KursError(say("stats.memory", file=self.file)) from None
        except duckdb.Error as error:
            line = re.search(r"CSV Error on Line: (\d+)", str(error))
            if line:
                raise KursError(say("stats.csv_line", file=self.file, n=line[1])) from None
            raise KursError(say("file.broken", file=self.file)) from None

    def number(self, column: str) -> str:
        """Return SQL for a column's number; null where nothing stands, or what stands is none."""
        name, kind = name_of(column), self.columns[column]
        if kind == WHOLE:
            return name
        if kind == TEXT:
            right = f"when 'true' then '1' when 'false' then '0' else replace(trim({name}), ',', '.')"
            name = f"(case lower(trim({name})) {right} end)"
        value = f"try_cast({name} as double)"
        if kind == SINGLE:
            # 0.1 in four bytes is another number in eight.
            value = f"round({value}, {DECIMALS})"
        return f"(case when isfinite({value}) then {value} end)"

    def no_number(self, column: str) -> str:
        """Return SQL for whether something stands in a column that is no number from 0 on."""
        name, number = name_of(column), self.number(column)
        something = f"{name} is not null"
        if self.columns[column] == TEXT:
            something = f"lower(trim({name})) not in ({', '.join(map(text_of, NOTHING))})"
        elif self.columns[column] in (FLOAT, SINGLE):
            something = f"not isnan({name}::double)"
        return f"({something} and ({number} is null or {number} < 0))"

    def first_wrong(self, column: str) -> str:
        """Return SQL for one of the cells that `no_number` finds, as text, over all rows."""
        name = name_of(column)
        if self.columns[column] == WHOLE:
            return f"(case when min({name}) < 0 then min({name})::varchar end)"
        return f"(min({name}::varchar) filter ({self.no_number(column)}))"

    def word(self, column: str) -> str:
        """Return SQL for a column's text; null where nothing stands."""
        name, kind = name_of(column), self.columns[column]
        if kind in (FLOAT, SINGLE):
            # A whole number that stands among gaps in a data frame is a float there, and still the same group.
            return f"(case when isnan({name}::double) then null else regexp_replace({name}::varchar, '\\.0+$', '') end)"
        return f"nullif(trim({name}), '')" if self.is_text else f"{name}::varchar"


@contextmanager
def opened(file: Path) -> Iterator[Source]:
    """Open a file of points.

    Raises
    ------
    KursError
        If it cannot be read.
    """
    if not file.is_file():
        raise KursError(say("stats.missing", file=file))
    with TemporaryDirectory() as folder:
        # Nothing is fetched from anywhere, and what does not fit in memory lies in a folder that goes away.
        options: dict[str, str | bool | int | float | list[str]] = {
            "temp_directory": folder,
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        with duckdb.connect(config=options) as connection:
            # What takes seconds would draw a bar on standard output, into the JSON.
            connection.execute("set enable_progress_bar = false")
            yield Source(connection, file, Path(folder))


def _kind(type_name: str) -> str:
    if re.fullmatch(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?", type_name):
        return WHOLE
    if type_name == "FLOAT":
        return SINGLE
    return FLOAT if re.match(r"DOUBLE|DECIMAL|BOOLEAN", type_name) else TEXT


def _encoding(file: Path) -> str:
    """Return how a text file is written: as UTF-8, or as older programs in Windows do."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with file.open("rb") as opened:
        try:
            while block := opened.read(BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "latin-1"
    return "utf-8"
