"""Who a Norwegian news article names, and who said what."""
