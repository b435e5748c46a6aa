// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.enrolment.users;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.identity.PrivateFile;
import dev.tocsin.base.identity.SecretBox;
import dev.tocsin.reload.core.enrolment.Account;
import dev.tocsin.reload.core.enrolment.Account.Standing;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One user in a file of JSON, the hashes of his password sealed.
///
/// @param realm that the hashes are made for
record UserFile(SecretBox box, String realm) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  void write(Path file, StoredUser user) {
    var account = user.account();
    var out = JSON.createObjectNode();
    out.put("user", account.user());
    out.put("realm", realm);
    var names = out.putArray("names");
    account.names().forEach(names::add);
    switch (account.standing()) {
      case Standing.Admitted _ -> out.put("standing", "admitted");
      case Standing.Denied _ -> out.put("standing", "denied");
      case Standing.Removed(var until) ->
          out.put("standing", "removed").put("until", until.toString());
    }
    var hashes = user.sha256() + "\n" + user.md5();
    out.put("hashes", box.seal(purpose(account.user()), hashes.getBytes(UTF_8)));
    PrivateFile.write(file, (out.toPrettyString() + "\n").getBytes(UTF_8));
  }

  private String purpose(String user) {
    return "reload user " + user + " of " + realm;
  }

  /// @throws ConfigException if it is damaged, or for another realm
  StoredUser read(Path file) {
    try {
      var in = JSON.readTree(PrivateFile.read(file));
      var made = in.path("realm").asString();
      if (!made.equals(realm)) {
        throw new ConfigException(
            file, "expected passwords for '%s', found some for '%s'".formatted(realm, made));
      }
      var account = account(in);
      var hashes =
          new String(box.open(purpose(account.user()), in.path("hashes").asString()), UTF_8);
      int end = hashes.indexOf('\n');
      return new StoredUser(account, hashes.substring(0, end), hashes.substring(end + 1));
    } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
      throw new ConfigException(file, "this is no user: " + e.getMessage(), e);
    }
  }

  private static Account account(JsonNode in) {
    var names = new ArrayList<String>();
    for (var name : in.path("names")) names.add(name.asString());
    var word = in.path("standing").asString();
    var standing =
        switch (word) {
          case "admitted" -> Standing.ADMITTED;
          case "denied" -> Standing.DENIED;
          case "removed" -> new Standing.Removed(Instant.parse(in.path("until").asString()));
          default -> throw new IllegalArgumentException("an unknown standing: " + word);
        };
    return new Account(in.path("user").asString(), names, standing);
  }
}
