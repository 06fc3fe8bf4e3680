"""Runs the tests of a Python script for boto3-tests.ts.

`list` prints the tests by class as a JSON object, class by class their titles; `run CLASS` prints one JSON object for each test
of the class: its title and the traces of its failures.
"""

import concurrent.futures
import json
import sys
import unittest


def main(module, workers=1):
    """Does what the command line says; `workers` tests of a class run at a time."""
    loaded = [list(suite) for suite in unittest.defaultTestLoader.loadTestsFromModule(module)]
    classes = {type(tests[0]).__name__: tests for tests in loaded if tests}
    if sys.argv[1:] == ["list"]:
        print(json.dumps({name: [title(test) for test in tests] for name, tests in classes.items()}))
    else:
        _, name = sys.argv[1:]
        with concurrent.futures.ThreadPoolExecutor(workers) as pool:
            for outcome in pool.map(run, classes[name]):
                print(json.dumps(outcome), flush=True)


def title(test):
    return f"{test.mode}, {test.shortDescription()}"


def run(test):
    result = unittest.TestResult()
    test.run(result)
    return {"title": title(test), "failures": [trace for _, trace in result.failures + result.errors]}
