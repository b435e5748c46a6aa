// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.http;

import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/// What Jetty itself refuses, as one line: no page, no stack trace, no version.
final class PlainErrors implements Request.Handler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus() < 400 ? 500 : response.getStatus();
    var line = status + " " + HttpStatus.getMessage(status) + "\n";
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
    response.write(true, BufferUtil.toBuffer(line.getBytes(StandardCharsets.UTF_8)), callback);
    return true;
  }
}
