"""
The district atlas: what a page holds, how it is drawn and set, and its public edition.

No module here may import the programme or an assessment; an import contract and a test hold
that. The staff edition lives apart, in ``dashboard.staffatlas``, and hands its pages in.
"""
