import { randomUUID } from 'node:crypto';
import type { Answer, ServiceName } from './call.ts';
import type { ServiceError } from './service-error.ts';

/** An answer in AWS JSON 1.1, which ECR and ECR Public speak. */
export function awsJsonAnswer(output: unknown, status = 200): Answer {
  return jsonAnswer(output, status, 'application/x-amz-json-1.1');
}

/** An answer in REST JSON, which the SSO portal, SSO OIDC and the container endpoint speak. */
export function restJsonAnswer(output: unknown, status = 200): Answer {
  return jsonAnswer(output, status, 'application/json');
}

/** An answer in plain text, as EC2 instance metadata has it. */
export function textAnswer(body: string, status = 200): Answer {
  return { status, headers: { 'content-type': 'text/plain' }, body };
}

/** An answer of the query protocol, which STS speaks. `resultXml` is the inside of the result element. */
export function queryAnswer(operation: string, resultXml: string): Answer {
  return xmlAnswer(
    200,
    `<${operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">` +
      `<${operation}Result>${resultXml}</${operation}Result>` +
      `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${operation}Response>`,
  );
}

/** XML elements for the members of an object, nested as the object is. */
export function xmlElements(members: Readonly<Record<string, unknown>>): string {
  return Object.entries(members)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      const isObject = typeof value === 'object' && value !== null;
      const inside = isObject ? xmlElements(value as Record<string, unknown>) : escapeXml(String(value));
      return `<${name}>${inside}</${name}>`;
    })
    .join('');
}

/** A refusal in the wire format of the service that refuses. */
export function errorAnswer(service: ServiceName, error: ServiceError): Answer {
  const { status, code, message } = error;
  switch (service) {
    case 'ecr':
    case 'ecr-public':
      // Refusals by IAM carry a capital Message, as ECR sends them; clients must understand both.
      return awsJsonAnswer(
        code === 'AccessDeniedException' ? { __type: code, Message: message } : { __type: code, message },
        status,
      );
    case 'sts':
      return xmlAnswer(
        status,
        '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">' +
          `<Error>${xmlElements({ Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message })}</Error>` +
          `<RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
      );
    case 'sso':
      return withErrorType(
        code,
        restJsonAnswer({ message, __type: `com.amazonaws.switchboard.portal#${code}` }, status),
      );
    case 'sso-oidc':
      return withErrorType(
        code,
        restJsonAnswer({ error: oauthErrorName(code), error_description: message }, status),
      );
    case 'signin':
      return withErrorType(code, restJsonAnswer({ error: message, message }, status));
    case 'container':
      return restJsonAnswer({ code, message, HTTPErrorCode: status }, status);
    case 'imds':
      return textAnswer(`${status} - ${message}\n`, status);
    case 'unknown':
      return restJsonAnswer({ code, message }, status);
  }
}

function jsonAnswer(output: unknown, status: number, contentType: string): Answer {
  return {
    status,
    headers: { 'content-type': contentType, 'x-amzn-requestid': randomUUID() },
    body: JSON.stringify(output),
  };
}

function xmlAnswer(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': randomUUID() }, body };
}

function withErrorType(code: string, answer: Answer): Answer {
  return { ...answer, headers: { ...answer.headers, 'x-amzn-errortype': code } };
}

/** `InvalidGrantException` -> `invalid_grant`, the name that RFC 6749 and RFC 8628 give it. */
function oauthErrorName(code: string): string {
  if (code === 'InternalServerException') return 'server_error';
  return code
    .replace(/Exception$/, '')
    .replace(/(?<!^)[A-Z]/g, (letter) => `_${letter}`)
    .toLowerCase();
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
