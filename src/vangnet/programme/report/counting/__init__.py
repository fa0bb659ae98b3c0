"""What is counted of plain rows: no Django, no database, no words. Each figure says its method."""
