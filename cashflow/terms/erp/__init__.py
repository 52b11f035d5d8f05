"""Payment terms in the fields of ERP systems, put into date steps: SAP, Odoo, Business Central."""

from cashflow.terms.erp.business_central import business_central_terms, date_formula
from cashflow.terms.erp.odoo import odoo16_terms, odoo17_terms
from cashflow.terms.erp.sap import sap_terms

__all__ = ["business_central_terms", "date_formula", "odoo16_terms", "odoo17_terms", "sap_terms"]
