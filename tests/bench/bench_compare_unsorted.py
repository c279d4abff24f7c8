"""`twinbill compare` where the rows of one file are in no order."""
from compare_contest import Compare


class CompareUnsorted(Compare):
    name = "compare_unsorted"
    title = "two files of line items, the second one's rows shuffled"
    target = 1.5
    b_file = "shuffled_b.csv"


CONTESTS = [CompareUnsorted()]
