"""
How a pathway map is drawn: from what it says (`queries.map_content`) to positions, a picture, a list and a sheet.

Nothing here asks the database or the clock.
"""
