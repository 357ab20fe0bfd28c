import express from 'express'
import { loadApp } from 'glasspaste/paste'

const [port = '8080'] = process.argv.slice(2)
const app = express()
app.get('/', (_req, res) => res.send('the site that was here first'))
app.use('/shop', await loadApp('config:site-paste.ini', { relativeTo: import.meta }))
app.use((req, res) => res.status(404).send(`the site knows no ${req.originalUrl}`))

const server = app.listen(Number(port), '127.0.0.1', () => {
  const url = `http://127.0.0.1:${Object(server.address()).port}`
  console.log(
    `site on ${url}\n\n  curl ${url}/\n  curl ${url}/shop/\n  curl ${url}/shop/lens\n  curl ${url}/shop/sofa`,
  )
})
