"""Nothing of ours turns bytes into objects or code, but for the places listed here with their reason.

Every name that a module of the package uses is read off its source, imports followed, and compared
with what must not be used: what builds any object it is told to (pickle and its kin), what runs
text, numpy's and Keras's readers of files, readers of XML and YAML.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

import autograder

PACKAGE = Path(autograder.__file__).parent

FORBIDDEN = {
    "builds any object": "pickle* _pickle* cPickle* marshal* shelve* dbm* copyreg* multiprocessing* dill* "
    "cloudpickle* joblib* jsonpickle* torch* pandas* h5py* *.allow_pickle",
    "runs text": "eval exec compile __import__ builtins* code.[Ii]nteract* codeop* runpy* imp *.exec_module "
    "*.load_module *.run_cell* *.run_code importlib.import_module importlib.util.* importlib.machinery.*",
    "reads numpy's files": "numpy.load* numpy.fromfile numpy.fromregex numpy.fromstring numpy.genfromtxt "
    "numpy.memmap numpy.lib.* numpy.rec* numpy.core* numpy._core*",
    "reads Keras's files": "*.load_model *.load_weights *.model_from_json *.from_config *.*deserialize* "
    "keras.models.* keras.saving.*",
    "reads XML or YAML": "xml* lxml* defusedxml* yaml* ruamel* jupytext*",
}

PRINTER = "writes XML, reads none"
ALLOWED = {
    ("sandbox/child.py", "exec"): "a student's cell, behind the wall",
    ("local.py", "exec"): "a student's cell, on the student's own machine",
    ("errors.py", "builtins"): "the names of the exceptions in it",
    ("cells.py", "compile"): "compiles a cell for one of these two, runs nothing",
    ("audit/changes.py", "compile"): "tells whether a mutant compiles, runs nothing",
    ("audit/changes.py", "importlib.util.find_spec"): "looks whether an extra is installed",
    ("plugin.py", "exec"): "the author's provided cells",
    ("plugin.py", "compile"): "the author's provided cells",
    ("datasets.py", "numpy.load"): "a data set that hashes to what it should, or the instructor's own copy",
    ("datasets.py", "().allow_pickle"): "refuses pickles in it",
    ("sandbox/zygote.py", "importlib.import_module"): "the modules that a toolbox names",
    ("importing.py", "importlib.import_module"): "large libraries, of three names",
    ("sandbox/policy.py", "importlib.util.find_spec"): "looks where a toolbox's modules lie",
    ("sandbox/placeholders.py", "importlib.machinery.ModuleSpec"): "a type, for stand-ins of modules",
    ("__init__.py", "importlib.import_module"): "the package's own modules, by a fixed table",
    ("plugin.py", "importlib.util.spec_from_file_location"): "the author's reference.py",
    ("plugin.py", "importlib.util.module_from_spec"): "the author's reference.py",
    ("plugin.py", "spec.loader.exec_module"): "the author's reference.py",
    ("assignment.py", "jupytext"): "the author's handout",
    ("assignment.py", "jupytext.reads"): "the author's handout",
    ("reports/junit.py", "xml.etree.ElementTree.Element"): PRINTER,
    ("reports/junit.py", "xml.etree.ElementTree.ElementTree"): PRINTER,
    ("reports/junit.py", "xml.etree.ElementTree.ElementTree().write"): PRINTER,
    ("reports/junit.py", "xml.etree.ElementTree.SubElement"): PRINTER,
    ("reports/junit.py", "xml.etree.ElementTree.indent"): PRINTER,
}


def used(source: str) -> set[str]:
    """Return every name a source uses, in full: `np.load` is numpy.load, whatever np is called there."""
    home: dict[str, str] = {}
    names: set[str] = set()
    nodes = list(ast.walk(ast.parse(source)))
    for node in nodes:
        match node:
            case ast.Import(names=aliases):
                names |= {alias.name for alias in aliases}
                home |= {alias.asname: alias.name for alias in aliases if alias.asname}
            case ast.ImportFrom(module=module, names=aliases):
                home |= {alias.asname or alias.name: f"{module}.{alias.name}" for alias in aliases}
            case ast.keyword(arg=str(name)):
                names.add(f"().{name}")
    own = [node for node in nodes if isinstance(node, ast.Name | ast.Attribute)]
    return {*names, *home.values(), *(name for node in own for name in _dotted(node, home))}


def _dotted(node: ast.AST, home: dict[str, str]) -> Iterator[str]:
    match node:
        case ast.Name(id=name):
            yield home.get(name, name)
        case ast.Attribute(value=value, attr=attr):
            yield from (f"{base}.{attr}" for base in [*_dotted(value, home)] or [""])
        case ast.Call(func=func):
            yield from (f"{base}()" for base in _dotted(func, home))


def forbidden(source: str) -> set[str]:
    patterns = " ".join(FORBIDDEN.values()).split()
    return {name for name in used(source) if any(fnmatchcase(name, pattern) for pattern in patterns)}


def test_nothing_forbidden_is_used_and_no_exception_is_stale():
    files = sorted(PACKAGE.rglob("*.py"))
    found = {
        (path.relative_to(PACKAGE).as_posix(), name)
        for path in files
        for name in forbidden(path.read_text(encoding="utf-8"))
    }
    assert len(files) > 30
    assert found == ALLOWED.keys()


CAUGHT = {
    "pickle": "import pickle\npickle.loads(b'')",
    "pickle under another name": "from pickle import loads as read\nread(b'')",
    "pickle in a function": "def f(x):\n    from _pickle import Unpickler\n    return Unpickler(x).load()",
    "pipe that pickles": "from multiprocessing.connection import Client",
    "marshal": "import marshal",
    "shelf": "import shelve as s\ns.open('x')",
    "dill": "import dill",
    "joblib": "from joblib import load",
    "eval": "eval('1')",
    "eval handed on": "list(map(eval, ['1']))",
    "exec through builtins": "import builtins\nbuiltins.exec('')",
    "compile": "compile('', '', 'exec')",
    "import by name": "__import__('x')",
    "an interpreter": "import code\ncode.interact()",
    "program by path": "import runpy\nrunpy.run_path('x')",
    "numpy's file": "import numpy as np\nnp.load('x')",
    "numpy's file, imported": "from numpy import load",
    "numpy's file, odd name": "import numpy\nnumpy.lib.format.read_array(f)",
    "numpy's text": "import numpy as np\nnp.fromstring('1')",
    "leave to pickle": "read(x, allow_pickle=True)",
    "keras model": "import keras\nkeras.saving.load_model('x')",
    "keras layer": "from keras import layers\nlayers.deserialize({})",
    "keras configuration": "layer.__class__.from_config({})",
    "keras weights": "build()().load_weights('x')",
    "yaml": "import yaml\nyaml.safe_load('')",
    "yaml in a script": "import jupytext",
    "xml": "import xml.etree.ElementTree as ET\nET.fromstring('')",
    "xml by the printer": "from xml.etree.ElementTree import ElementTree\nElementTree().parse('x')",
    "xml page": "from xml.dom import minidom",
}


@pytest.mark.parametrize("source", CAUGHT.values(), ids=CAUGHT.keys())
def test_what_is_forbidden_is_caught(source):
    names = {name for file, name in ALLOWED if file == "reports/junit.py"}
    assert forbidden(source) - names


@pytest.mark.parametrize(
    "source",
    ["import re\nre.compile('x')", "import json\njson.loads('')", "model.compile('sgd')", "x.load(y)"],
)
def test_what_is_harmless_is_not_caught(source):
    assert forbidden(source) == set()
