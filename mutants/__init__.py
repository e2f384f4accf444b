"""Seeded bugs: small faults put into a copy of the product one by one; the suite must notice each.

    make mutants              all of them, two at a time (about ten minutes)
    make mutants M="scope"    those with this word in their name

First the tests in question run once without any fault: one that fails anyway proves nothing.
A fault that no test notices is a hole in the suite, not in the product.
"""
