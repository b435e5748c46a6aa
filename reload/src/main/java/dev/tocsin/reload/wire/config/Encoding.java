// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.base.bytes.WireException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// From the bytes of an XML document to its characters.
final class Encoding {

  private static final List<Charset> KNOWN =
      List.of(UTF_8, US_ASCII, ISO_8859_1, UTF_16, UTF_16BE, UTF_16LE);
  private static final Pattern DECLARATION =
      Pattern.compile("<\\?xml\\s[^>]{0,100}?encoding\\s{0,9}=\\s{0,9}[\"']([^\"'>]{1,40})[\"']");
  private static final int DECLARATION_BYTES_MAX = 256;
  private static final String MARK = "\uFEFF";

  private Encoding() {}

  /// EB-3: "the charset parameter takes precedence".
  ///
  /// @param charset a parameter of the media type
  static String decoded(byte[] document, Optional<String> charset) {
    var encoding =
        charset
            .map(Encoding::known)
            .or(() -> marked(document))
            .or(() -> declared(document).map(Encoding::known))
            .orElse(UTF_8);
    var text = strictly(encoding, document);
    return text.startsWith(MARK) ? text.substring(1) : text;
  }

  private static Charset known(String name) {
    return KNOWN.stream()
        .filter(each -> isNamed(each, name.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                new WireException(
                    "line 1: expected an encoding among "
                        + KNOWN
                        + ", found '"
                        + Texts.shown(name)
                        + "'"));
  }

  private static boolean isNamed(Charset charset, String name) {
    return charset.name().equalsIgnoreCase(name)
        || charset.aliases().stream().anyMatch(name::equalsIgnoreCase);
  }

  /// What the first bytes give away: a mark, or a '<' of two bytes.
  private static Optional<Charset> marked(byte[] document) {
    if (document.length < 2) return Optional.empty();
    int first = Byte.toUnsignedInt(document[0]) << 8 | Byte.toUnsignedInt(document[1]);
    return switch (first) {
      case 0xEFBB -> Optional.of(UTF_8);
      case 0xFEFF, 0xFFFE -> Optional.of(UTF_16);
      case 0x003C -> Optional.of(UTF_16BE);
      case 0x3C00 -> Optional.of(UTF_16LE);
      default -> Optional.empty();
    };
  }

  private static Optional<String> declared(byte[] document) {
    int length = Math.min(document.length, DECLARATION_BYTES_MAX);
    var declaration = DECLARATION.matcher(new String(document, 0, length, ISO_8859_1));
    return declaration.lookingAt() ? Optional.of(declaration.group(1)) : Optional.empty();
  }

  private static String strictly(Charset encoding, byte[] document) {
    var bytes = ByteBuffer.wrap(document);
    var characters = CharBuffer.allocate(document.length + 1);
    var decoder =
        encoding
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    var result = decoder.decode(bytes, characters, true);
    if (!result.isError()) result = decoder.flush(characters);
    characters.flip();
    if (result.isError()) {
      long lines = characters.chars().filter(c -> c == '\n').count();
      throw new WireException(
          "line %d: expected %s, found bytes that are not".formatted(lines + 1, encoding.name()));
    }
    return characters.toString();
  }
}
