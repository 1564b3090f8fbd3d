"""Pictures: what may be uploaded and what is made of it, the field of the form, and what readers may see."""
