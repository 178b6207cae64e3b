"""
The donor snapshot: one file made from the public view of a programme and nothing else.

No module here may import the programme or an assessment; an import contract and a test hold
that. Whoever wants a snapshot makes the public view first and hands it in.
"""
