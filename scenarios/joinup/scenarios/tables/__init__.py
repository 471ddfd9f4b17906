"""The one reader of tables: every CSV, workbook or Parquet file that a user gives.

=============  ==================================================================================
module         is about
=============  ==================================================================================
``reader``     a file to a checked table: what kind of file it is, what is wrong and where
``text``       bytes to text (encoding), text to cells (delimiter)
``workbook``   sheets of .xlsx and .ods
``parquet``    Parquet files
``grid``       rows of cells as they stand in a file, and the limits
``layout``     header, rows, and the titles, notes and blank rows about them
``numbers``    decimal mark, thousands, and marks of missing or suppressed values
``columns``    what columns may hold
``values``     cells to values, checked against that
``kinds``      the columns of points, draws and measured series
``table``      what comes out: values, and where each came from
``writer``     tables as files that say what they hold
=============  ==================================================================================
"""
