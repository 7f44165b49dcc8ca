"""The nights under Airflow: what its tasks do, a real Airflow for one command, and the permanent set."""
