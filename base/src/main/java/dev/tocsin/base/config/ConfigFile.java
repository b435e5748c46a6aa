// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/// Reads a YAML file into the values that a reader asks for. Whatever is wrong with it ends in a
/// {@link ConfigException} that names file, line and column; as many complaints as possible at once.
///
///     var settings = ConfigFile.read(path, root -> new Settings(
///         root.string("name").required(),
///         root.duration("interval").orDefault(Duration.ofSeconds(10))));
public final class ConfigFile {

  /// A larger file is refused: nobody writes it by hand.
  public static final int BYTES_MAX = 1024 * 1024;

  private ConfigFile() {}

  /// Reads a whole file; a key that the reader did not ask for is refused.
  public static <T> T read(Path file, Function<Section, T> reader) {
    return parse(file, text(file), reader);
  }

  /// Reads a file of which the caller asks for its keys and then calls {@link Section#end}.
  public static Section read(Path file) {
    return YamlTree.root(file, text(file));
  }

  /// As {@link #read(Path, Function)}, for text that is at hand.
  ///
  /// @param file named in complaints; relative paths in the text start from its folder
  public static <T> T parse(Path file, String text, Function<Section, T> reader) {
    var root = YamlTree.root(file, text);
    var value = reader.apply(root);
    root.end();
    return value;
  }

  private static String text(Path file) {
    try (var in = Files.newInputStream(file)) {
      var bytes = in.readNBytes(BYTES_MAX + 1);
      if (bytes.length > BYTES_MAX) {
        throw new ConfigException(file, "is larger than " + BYTES_MAX + " bytes");
      }
      return decode(file, bytes);
    } catch (java.nio.file.NoSuchFileException e) {
      throw new ConfigException(file, "no such file", e);
    } catch (java.nio.file.AccessDeniedException e) {
      throw new ConfigException(file, "may not be read by this user", e);
    } catch (IOException e) {
      throw new ConfigException(file, "cannot be read: " + e.getMessage(), e);
    }
  }

  private static String decode(Path file, byte[] bytes) {
    var decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    var in = ByteBuffer.wrap(bytes);
    try {
      return decoder.decode(in).toString();
    } catch (CharacterCodingException e) {
      // The decoder stops in front of the bytes it refuses.
      var before = new String(bytes, 0, in.position(), StandardCharsets.UTF_8);
      var line = 1 + (int) before.chars().filter(c -> c == '\n').count();
      throw new ConfigException(file, line, "expected UTF-8, found bytes that are not");
    }
  }
}
