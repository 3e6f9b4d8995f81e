"""Warnings from night to night: the boards carried on, evidence, frames and notices."""
