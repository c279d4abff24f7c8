"""`twinbill compare` against a rival that has less to do than we have, to know where we stand."""
from compare_contest import Compare


class CompareLines(Compare):
    name = "compare_lines"
    title = "sorted, against a rival that takes a line for one text and checks nothing"
    rival = "DuckDB, GROUP BY and FULL OUTER JOIN over whole lines"
    statement = "compare_lines.sql"
    headline = False


class CompareUnsortedLines(CompareLines):
    name = "compare_unsorted_lines"
    title = "the same, B's rows shuffled"
    b_file = "shuffled_b.csv"


CONTESTS = [CompareLines(), CompareUnsortedLines()]
