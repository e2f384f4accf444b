"""The fault lab: kill, cut, flip, shuffle, and then look whether what was promised still holds.

    make faultlab              every fault with its control (about ten minutes)
    make faultlab QUICK=1      fewer kills, about three minutes
    make faultlab F="F1 F7"    some of them

Each fault runs in a process and a folder of its own, against the product's own programs. Each has a
control: the same fault with the guard taken away, which must fail; a control that does not fail
makes the fault's result worth nothing, and the run says so.
"""
