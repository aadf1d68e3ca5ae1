"""SQLite's FTS5 over the products of `products.tsv`: all words, and if those find fewer than ten, any. Times are taken
around the statement, in the process that SQLite runs in."""

import os
import re
import sqlite3
import sys
import time

folder, rounds, hits = sys.argv[1], 10, 10
in_folder = lambda name: os.path.join(folder, name)


def rows(name):
    with open(in_folder(name), encoding="utf-8") as file:
        return [line.rstrip("\n").split("\t") for line in file]


def memory():
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:")) * 1024 / 1e6


FIND = "select id from products where products match ? order by bm25(products, 0, 1, 1, 0.7, 0.6, 0.7, 1), id limit ?"
database = in_folder("sqlite.db")


def build():
    begun = time.perf_counter()
    db = sqlite3.connect(database)
    db.execute(
        "create virtual table products using fts5(id unindexed, title, model, summary, brand, attributes, codes,"
        " tokenize = 'porter unicode61')"
    )
    db.executemany("insert into products values (?, ?, ?, ?, ?, ?, ?)", rows("products.tsv"))
    db.execute("insert into products (products) values ('optimize')")
    db.commit()
    db.close()
    with open(in_folder("sqlite.costs"), "w", encoding="ascii") as costs:
        costs.write(f"build\t{time.perf_counter() - begun}\ts\nindex\t{os.path.getsize(database) / 1e6}\tMB\n")
        costs.write(f"build memory\t{memory()}\tMB\n")


def answer(db, query):
    words = ['"%s"' % word for word in re.findall(r"\w+", query)]
    if not words:
        return []
    found = [id for (id,) in db.execute(FIND, (" AND ".join(words), hits))]
    if len(found) < hits and len(words) > 1:
        further = [id for (id,) in db.execute(FIND, (" OR ".join(words), hits + len(found)))]
        found += [id for id in further if id not in found][: hits - len(found)]
    return found


def ask():
    db = sqlite3.connect(database)
    queries = rows("queries.tsv")
    with open(in_folder("sqlite.run"), "w", encoding="utf-8") as run:
        for number, query in queries:
            for place, id in enumerate(answer(db, query), 1):
                run.write(f"{number}\t{place}\t{id}\n")
    with open(in_folder("sqlite.times"), "w", encoding="ascii") as times:
        for _ in range(rounds):
            for number, query in queries:
                begun = time.perf_counter()
                answer(db, query)
                times.write(f"{number}\t{(time.perf_counter() - begun) * 1e6:.0f}\n")
    with open(in_folder("sqlite.costs"), "a", encoding="ascii") as costs:
        costs.write(f"memory\t{memory()}\tMB\n")


{"build": build, "ask": ask}[sys.argv[2]]()
