const passwordInUrl = /(:\/\/[^\s/:@]*:)[^\s/@]+@/g

/** The text with the passwords of its URLs hidden: `https://user:***@host`. */
export function maskUrls(text: string): string {
  return text.includes('://') && text.includes('@') ? text.replace(passwordInUrl, '$1***@') : text
}
