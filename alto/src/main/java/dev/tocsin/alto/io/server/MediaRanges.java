// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.server;

import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/// What a client says that it takes (RFC 9110 §12.5).
final class MediaRanges {

  private MediaRanges() {}

  /// @return true as well if it says nothing
  static boolean accept(HttpFields headers, String mediaType) {
    List<String> ranges = headers.getQualityCSV(HttpHeader.ACCEPT);
    if (!headers.contains(HttpHeader.ACCEPT)) return true;
    return ranges.stream().anyMatch(range -> matches(range, mediaType));
  }

  private static boolean matches(String range, String mediaType) {
    int parameters = range.indexOf(';');
    var type = (parameters < 0 ? range : range.substring(0, parameters)).strip();
    if (type.equals("*/*") || type.equalsIgnoreCase(mediaType)) return true;
    return type.endsWith("/*") && mediaType.regionMatches(true, 0, type, 0, type.length() - 1);
  }

  static boolean acceptGzip(HttpFields headers) {
    return headers.getQualityCSV(HttpHeader.ACCEPT_ENCODING).stream()
        .anyMatch(coding -> coding.equalsIgnoreCase("gzip") || coding.equals("*"));
  }
}
