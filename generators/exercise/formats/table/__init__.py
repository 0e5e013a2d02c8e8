"""Exercises as a table, one a row: CSV and XLSX, for people who write them in a spreadsheet."""
