"""Working days by China's statutory calendar, and the time limits of tickets."""
