"""Compiled templates, kept in this user's cache as Python keeps compiled modules.

Compiling them all takes longer than anything else that the first page of a process needs.
"""

from contextlib import suppress
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

from debugpage.cachedir import cache_folder
from debugpage.private import read_private, write_private

FOLDER = "templates"
_JINJA = str(jinja2.__file__)


class KeptBytecode(BytecodeCache):
    """Keeps one file for each template, private to this user; where it cannot, it keeps nothing.

    A bucket knows the Python version and a hash of the template's source. Which Jinja compiled it,
    and how it was told to by `render.page` and `render.environment`, enters the file's name.
    """

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket from its file, if there is one that fits."""
        # What was cut short or spoilt on its disk raises whatever `pickle` and `marshal` come to.
        with suppress(Exception):
            bucket.bytecode_from_string(read_private(self._file(bucket)))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write a bucket to its file."""
        with suppress(OSError):
            write_private(self._file(bucket), bucket.bytecode_to_string())

    def _file(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key[:16]}-{self._compiler}"

    @cached_property
    def _folder(self) -> Path:
        return cache_folder(FOLDER)

    @cached_property
    def _compiler(self) -> str:
        """What tells apart compilers; files of earlier ones stay, which are few and small."""
        own = (Path(__file__).with_name(name) for name in ("page.py", "environment.py"))
        modules = [(str(path), path.stat().st_mtime_ns) for path in (Path(_JINJA), *own)]
        return sha256(repr(modules).encode()).hexdigest()[:16]
