"""查工单: finding tickets, reading one beside the list, and the tickets behind any figure."""
