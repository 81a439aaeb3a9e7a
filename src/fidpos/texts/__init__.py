"""Every sentence a person reads, in their language: gettext catalogues and Babel's formats."""
