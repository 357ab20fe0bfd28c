/** Makes an image of a service that lets everybody do everything; gives its id. */
export async function createImage(url: string, more: object = {}): Promise<string> {
  const body = JSON.stringify({ disk_format: 'raw', container_format: 'bare', ...more })
  const answer = await fetch(`${url}/v2/images`, { method: 'POST', body })
  return ((await answer.json()) as { readonly id: string }).id
}

/** Gives the status of the answer. */
export async function putData(
  url: string,
  id: string,
  body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>,
): Promise<number> {
  const headers = { 'Content-Type': 'application/octet-stream' }
  const how = { method: 'PUT', headers, body, duplex: 'half' }
  return (await fetch(fileOf(url, id), how as RequestInit)).status
}

export const fileOf = (url: string, id: string) => `${url}/v2/images/${id}/file`
