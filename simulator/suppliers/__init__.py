"""The suppliers' systems of a made-up city: started, watched and stopped as real ones are."""

from simulator.suppliers.running import SupplierStatus, down, status, up

__all__ = ["SupplierStatus", "down", "status", "up"]
