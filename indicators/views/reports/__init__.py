"""The pages of the annual report: its list, writing it, publishing it, and the record of what was published."""
