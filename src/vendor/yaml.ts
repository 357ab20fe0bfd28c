export { isMap, isNode, LineCounter, parseDocument } from 'yaml'
