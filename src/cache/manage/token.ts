import { Refusal } from './cache-client.ts'

export interface Credentials {
  /** With or without the version at its end. */
  readonly authUrl: string
  readonly username: string
  readonly password: string
  readonly project: string
  readonly userDomainId: string
  readonly projectDomainId: string
}

/** A token of Keystone's, version 3, for a user and a project. */
export async function fetchToken(credentials: Credentials): Promise<string> {
  const { authUrl, username, password, project, userDomainId, projectDomainId } = credentials
  const url = `${authUrl.replace(/\/(v3\/?)?$/, '')}/v3/auth/tokens`
  const user = { name: username, password, domain: { id: userDomainId } }
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      auth: {
        identity: { methods: ['password'], password: { user } },
        scope: { project: { name: project, domain: { id: projectDomainId } } },
      },
    }),
  })
  const token = answer.headers.get('X-Subject-Token')
  if (answer.ok && token) return token
  throw new Refusal(answer.status, `${url} answered ${answer.status} ${answer.statusText}`)
}
