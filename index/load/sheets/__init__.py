"""Sheets: where their tables stand, what names the columns, and how a workbook writes its values."""
