"""Service teams of about fifteen by category, with the residents' committee's consent."""
