// The REST API, the event stream and the sync socket of Duplex, with URLSession. Not run by this repository's tests,
// which have no Swift: read it as a sketch that follows duplex.py. Swift 5.9, macOS 13 or iOS 16:
//
//     DUPLEX_TOKEN=… swift duplex.swift events
//
// For an app, keep the session's token in the Keychain.
import Foundation

let environment = ProcessInfo.processInfo.environment
let server = URL(string: environment["DUPLEX_URL"] ?? "http://localhost:3000")!
/// The server says something every 20 s: who says nothing for so long is gone, whatever the socket thinks.
let maxSilentSeconds = 45.0

/// RFC 9457, as every refusal is.
struct Problem: Error, Decodable {
  var status: Int
  var code: String
  var detail: String
  var retryAfterSeconds: Double?
  /// 4400 to 4499 of a socket and 4xx of a request are answers about you; everything else passes.
  var isFinal: Bool { (400..<500).contains(status) && status != 429 || (4400..<4500).contains(status) }
}

struct DocumentEvent: Decodable {
  var id: Int
  /// Missing in `ready` and `reset`.
  var kind: String?
  var documentId: String?
}

struct Ticket: Decodable {
  var url: URL
  var protocols: [String]
}

struct Document: Decodable {
  var id: String
  var title: String
}

struct Page: Decodable {
  var items: [Document]
  var nextCursor: String?
}

final class Duplex {
  private let session: URLSession
  private let token: String

  init(token: String) {
    let configuration = URLSessionConfiguration.ephemeral
    // Between two packets: an event stream that is silent for so long ends with an error.
    configuration.timeoutIntervalForRequest = maxSilentSeconds
    configuration.timeoutIntervalForResource = .infinity
    session = URLSession(configuration: configuration)
    self.token = token
  }

  /// Opens a session of its own.
  static func signIn(email: String, password: String) async throws -> Duplex {
    let body = ["email": email, "password": password, "session": "token"]
    struct SignedIn: Decodable { var token: String }
    let data = try await Duplex(token: "").call("POST", "api/auth/sign-in/email", body: body)
    return Duplex(token: try JSONDecoder().decode(SignedIn.self, from: data).token)
  }

  func list() async throws -> [Document] {
    var documents: [Document] = []
    var cursor: String?
    repeat {
      let query = cursor.map { [URLQueryItem(name: "cursor", value: $0)] } ?? []
      let page = try JSONDecoder().decode(Page.self, from: try await call("GET", "api/v1/documents", query: query))
      documents += page.items
      cursor = page.nextCursor
    } while cursor != nil
    return documents
  }

  func read(_ id: String) async throws -> String {
    let format = [URLQueryItem(name: "format", value: "markdown")]
    return String(decoding: try await call("GET", "api/v1/documents/\(id)/content", query: format), as: UTF8.self)
  }

  /// What happens to one's documents, for ever; each stream goes on behind the last event of the one before.
  func followEvents(after position: Int?, onEvent: (DocumentEvent) -> Void) async throws {
    var last = position
    var failures = 0
    while true {
      var named = 0.0
      do {
        var request = self.request("GET", "api/v1/events")
        if let last { request.setValue(String(last), forHTTPHeaderField: "Last-Event-ID") }
        let (bytes, response) = try await session.bytes(for: request)
        guard (response as? HTTPURLResponse)?.statusCode == 200 else {
          throw problem(response, try await bytes.reduce(into: Data()) { $0.append($1) })
        }
        var name = "message"
        // `lines` leaves out empty lines; here each event has its data in one line, which is its last.
        for try await line in bytes.lines {
          if line.hasPrefix("event: ") { name = String(line.dropFirst(7)) }
          guard line.hasPrefix("data: ") else { continue }
          let event = try JSONDecoder().decode(DocumentEvent.self, from: Data(line.dropFirst(6).utf8))
          (last, failures) = (event.id, 0)
          if name != "ready" { onEvent(event) }
        }
      } catch let problem as Problem {
        if problem.isFinal { throw problem }
        named = problem.retryAfterSeconds ?? 0
      } catch is URLError {}
      try await rest(failures, named: named, first: 1, last: 30)
      failures += 1
    }
  }

  /// Calls back each time that somebody changed the document. What an update says takes a Yjs library (YSwift is one).
  func followDocument(_ id: String, onUpdate: (Data) async throws -> Void) async throws {
    var failures = 0
    while true {
      var named = 0.0
      do {
        // A ticket is good for one connection, within a minute.
        let data = try await call("POST", "api/v1/documents/\(id)/ticket", body: [String: String]())
        let ticket = try JSONDecoder().decode(Ticket.self, from: data)
        let socket = session.webSocketTask(with: ticket.url.appending(path: id), protocols: ticket.protocols)
        socket.maximumMessageSize = 32 << 20
        socket.resume()
        defer { socket.cancel(with: .goingAway, reason: nil) }
        do {
          try await socket.send(.data(Data([0, 0, 1, 0])))
          while true {
            guard case .data(let message) = try await socket.receive(), message.first == 0 else { continue }
            if message[1] == 0 { try await socket.send(.data(Data([0, 1, 2, 0, 0]))) }
            if message[1] != 0 && message != Data([0, 1, 2, 0, 0]) { try await onUpdate(message) }
            failures = 0
          }
        } catch let problem as Problem {
          throw problem
        } catch {
          // URLError, or an error of POSIX where the network ended it.
          let reason = socket.closeReason.map { String(decoding: $0, as: UTF8.self) } ?? ""
          let code = socket.closeCode.rawValue
          throw Problem(status: code, code: "closed", detail: reason, retryAfterSeconds: seconds(in: reason))
        }
      } catch let problem as Problem {
        if problem.isFinal { throw problem }
        named = problem.retryAfterSeconds ?? 0
      } catch is URLError {}
      try await rest(failures, named: named, first: 0.5, last: 15)
      failures += 1
    }
  }

  private func call(
    _ method: String, _ path: String, query: [URLQueryItem] = [], body: [String: String]? = nil
  ) async throws -> Data {
    var request = self.request(method, path, query: query)
    if let body {
      request.httpBody = try JSONEncoder().encode(body)
      request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    }
    let (data, response) = try await session.data(for: request)
    guard let status = (response as? HTTPURLResponse)?.statusCode, (200..<300).contains(status) else {
      throw problem(response, data)
    }
    return data
  }

  private func request(_ method: String, _ path: String, query: [URLQueryItem] = []) -> URLRequest {
    var request = URLRequest(url: server.appending(path: path).appending(queryItems: query))
    request.httpMethod = method
    if !token.isEmpty { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
    return request
  }

  private func problem(_ response: URLResponse, _ data: Data) -> Problem {
    let answer = response as? HTTPURLResponse
    var problem = (try? JSONDecoder().decode(Problem.self, from: data))
      ?? Problem(status: answer?.statusCode ?? 0, code: "unknown", detail: "", retryAfterSeconds: nil)
    problem.retryAfterSeconds = answer?.value(forHTTPHeaderField: "Retry-After").flatMap(Double.init)
    return problem
  }

  /// A server that is busy or restarts names a time, as "retry in 1500 ms".
  private func seconds(in reason: String) -> Double? {
    reason.range(of: "[0-9]+(?= ms)", options: .regularExpression).flatMap { Double(reason[$0]) }.map { $0 / 1000 }
  }

  /// Full jitter, behind what the server named: clients of one that restarts do not come back as one.
  private func rest(_ failures: Int, named: Double, first: Double, last: Double) async throws {
    let bound = min(last, first * pow(2, Double(min(failures, 10))))
    try await Task.sleep(for: .seconds(named + Double.random(in: 0...bound)))
  }
}

let arguments = CommandLine.arguments.dropFirst()

func connect() async throws -> Duplex {
  if let token = environment["DUPLEX_TOKEN"] { return Duplex(token: token) }
  let (email, password) = (environment["DUPLEX_EMAIL"] ?? "", environment["DUPLEX_PASSWORD"] ?? "")
  return try await Duplex.signIn(email: email, password: password)
}

let duplex = try await connect()
switch (arguments.first, arguments.dropFirst().first) {
case ("list", _): for document in try await duplex.list() { print("\(document.id)\t\(document.title)") }
case ("read", let id?): print(try await duplex.read(id))
case ("events", let after):
  try await duplex.followEvents(after: after.flatMap { Int($0) }) { event in
    print("\(event.id)\t\(event.kind ?? "reset")\t\(event.documentId ?? "")")
  }
case ("follow", let id?):
  try await duplex.followDocument(id) { _ in print(try await duplex.read(id)) }
default: print("usage: duplex list | read ID | events [AFTER] | follow ID")
}
