"""Everything untrusted that is read: captures, dsregcmd texts, event XML and the catalogue become typed values here."""
