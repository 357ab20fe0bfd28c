/** @type {import('glasspaste/paste').AppFactory} */
export const factory = () => (_req, res) => res.end('hello\n')
