"""Wording that every set of statements has, however small the set: the law's own and the usual words that point to it.

Texts only; who uses what is counted in copies/__init__.py.
"""

from __future__ import annotations

STANDARD = (
    "This statement is made pursuant to section 54 of the Modern Slavery Act 2015 and constitutes our slavery and human trafficking statement for the financial year ending 31 March 2022.",
    "This statement is made pursuant to section 54(1) of the Modern Slavery Act 2015 and constitutes the group's slavery and human trafficking statement for the financial year ended 31 December 2022.",
    "This statement is made pursuant to section 54, part 6 of the Modern Slavery Act 2015 and sets out the steps that the company has taken and is continuing to take to ensure that modern slavery or human trafficking is not taking place within our business or supply chain.",
    "This statement sets out the steps we have taken to ensure that slavery and human trafficking is not taking place in our supply chains or in any part of our business.",
    "This statement has been published in accordance with section 54 of the Modern Slavery Act 2015. It sets out the steps taken during the financial year ending 31 March 2022 to prevent modern slavery and human trafficking in our business and supply chains.",
    "Modern slavery is a crime and a violation of fundamental human rights. It takes various forms, such as slavery, servitude, forced and compulsory labour and human trafficking, all of which have in common the deprivation of a person's liberty by another in order to exploit them for personal or commercial gain.",
    "Modern slavery encompasses slavery, servitude, human trafficking and forced labour.",
    "We have a zero-tolerance approach to modern slavery and we are committed to acting ethically and with integrity in all our business dealings and relationships and to implementing and enforcing effective systems and controls to ensure modern slavery is not taking place anywhere in our own business or in any of our supply chains.",
    "We are committed to ensuring that there is no modern slavery or human trafficking in our supply chains or in any part of our business.",
    "Our anti-slavery policy reflects our commitment to acting ethically and with integrity in all our business relationships and to implementing and enforcing effective systems and controls to ensure slavery and human trafficking is not taking place anywhere in our supply chains.",
    "This statement was approved by the board of directors on 1 June 2022 and signed on its behalf by",
    "A slavery and human trafficking statement for a financial year is a statement of the steps the organisation has taken during the financial year to ensure that slavery and human trafficking is not taking place in any of its supply chains, and in any part of its own business, or a statement that the organisation has taken no such steps.",
    "The organisation's structure, its business and its supply chains; its policies in relation to slavery and human trafficking; its due diligence processes in relation to slavery and human trafficking in its business and supply chains; the parts of its business and supply chains where there is a risk of slavery and human trafficking taking place, and the steps it has taken to assess and manage that risk; its effectiveness in ensuring that slavery and human trafficking is not taking place in its business or supply chains, measured against such performance indicators as it considers appropriate; the training about slavery and human trafficking available to its staff.",
)
"""The law's words, and the declarations that open and close most statements."""
